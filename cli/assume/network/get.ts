/** Reads from a service of AWS that answers in JSON. */
import { sign } from "aws4";
import type { Keys } from "../session";
import { send } from "./post";
import type { Endpoint } from "./region";

/**
 * Asks once.
 *
 * @param path with its query, both encoded
 * @returns the answer, of any form
 * @throws NoAnswer; SyntaxError for an answer that is not JSON; Error for another status than 200
 */
export async function get(path: string, keys: Keys, { url, region }: Endpoint): Promise<unknown> {
  const place = new URL(path, url);
  const { headers } = sign(
    {
      // The service signs as IAM.
      service: "iam",
      region,
      method: "GET",
      path: `${place.pathname}${place.search}`,
      headers: { Host: place.host },
    },
    { ...keys },
  );
  const { status, body } = await send(place, { method: "GET", headers }, "");
  if (status !== 200) throw new Error(`${place.origin} answered with status ${status}`);
  return JSON.parse(body) as unknown;
}
