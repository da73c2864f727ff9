/**
 * What random tests draw from: the same on each run, so that a change is judged by itself and not by what was drawn with it.
 * `FC_SEED` draws others, as `npm run fuzz:properties` does.
 */
export const seed = Number(process.env["FC_SEED"] ?? 1557583620);
