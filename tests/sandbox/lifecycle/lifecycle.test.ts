import { live } from "./lifecycle";

/** SEED takes another one. `npm run lifecycle` draws its own, and does the same for hours. */
const seed = Number(process.env["SEED"] ?? 1460385049);

describe("random settings one after the other", () => {
  it(`leave just what they say, and nobody has more on the way (SEED=${seed})`, async function () {
    this.timeout(1_200_000);
    console.log(`      SEED=${seed}`);
    const { updates, renewals, calls } = await live(seed, 20);
    console.log(`      ${updates} updates, ${renewals} of them renewed something; ${calls} calls`);
  });
});
