import { models } from '#projections';

/** Every read model there is, the identity map included. */
export const READ_MODELS: readonly string[] = [...models.map((model) => model.name), 'identity'];
