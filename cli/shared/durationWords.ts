/** Seconds as people say them: `1 h 30 min`. */
export function inWords(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const said = [h && `${h} h`, m && `${m} min`, s && `${s} s`].filter(Boolean);
  return said.length > 0 ? said.join(" ") : "0 s";
}
