/** `job_title`, `jobTitle` and `job-title` as "Job title". */
export function readable(code: string): string {
  const words = code
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
