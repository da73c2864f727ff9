/** Notes a project's settings files; the answer puts them back. See stackFiles.cjs. */
export function guard(directory: string, files: string[]): () => void;
/** Puts back what runs left that were killed. See stackFiles.cjs. */
export function recover(directory: string): void;
