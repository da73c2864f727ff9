import { live } from "./lifecycle";
import { seed } from "../../seed";

describe("random settings one after the other", () => {
  it(`leave just what they say, and nobody has more on the way (FC_SEED=${seed})`, async function () {
    this.timeout(1_200_000);
    console.log(`      FC_SEED=${seed}`);
    const { updates, renewals, calls } = await live(seed, 12);
    console.log(`      ${updates} updates, ${renewals} of them renewed something; ${calls} calls`);
  });
});
