/** The fewest characters of a password; the API refuses shorter ones too. */
export const PASSWORD_LENGTH = 10;
