import { live } from "./lifecycle";

/** Give it as SEED to see a run again. `npm run lifecycle` does the same for hours. */
const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

describe("random settings one after the other", () => {
  it(`leave just what they say, and nobody has more on the way (SEED=${seed})`, async function () {
    this.timeout(1_200_000);
    console.log(`      SEED=${seed}`);
    const { updates, renewals, calls } = await live(seed, 30);
    console.log(`      ${updates} updates, ${renewals} of them renewed something; ${calls} calls`);
  });
});
