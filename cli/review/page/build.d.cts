/** The page's script and style, as they stand between its tags. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}
/** Makes them; needs the development dependencies. */
export function buildAssets(): PageAssets;
/** Puts them into a bundle. */
export function plugin(): import("esbuild").Plugin;
/** What they are made of. */
export const sources: readonly string[];
