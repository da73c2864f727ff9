/**
 * Names that AWS generates share a start, which does not distinguish resources: `instance/i-*` is every instance. So do
 * ends that AWS demands, such as `.fifo` of a queue, and dates. The starts that the API models tell stand in
 * catalogue/names.txt, and those of the documentation in catalogue/names-reviewed.txt.
 */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";
import { rowsOf } from "./judgements";

let known: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * The last parts of an ARN with what all generated names share as plain text; empty when people choose the names.
 * @param service the service in the ARN
 * @param shape the last part of the ARN as the Service Authorization Reference writes it
 */
export function generatedForms(service: string, shape: string): readonly string[] {
  known ??= read();
  const first = /^[A-Za-z0-9-]+[/:](?=\$\{)/.exec(shape)?.[0];
  const start = first === undefined ? undefined : known.get(`${service} ${first}`)?.[0];
  const whole = known.get(`${service} ${shape}`) ?? [];
  return start === undefined ? whole : [...new Set([...whole, shape.replace(first!, `${first!}${start}`)])];
}

function read(): Map<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  const [, ...fromModels] = rowsOf(readFileSync(catalogueFile("names.txt"), "utf8"));
  const reviewed = rowsOf(readFileSync(catalogueFile("names-reviewed.txt"), "utf8"));
  for (const line of [...reviewed, ...fromModels]) {
    const [service, shape, form] = line.split(" ");
    const key = `${service!} ${shape!}`;
    all.set(key, [...(all.get(key) ?? []), form!]);
  }
  return all;
}
