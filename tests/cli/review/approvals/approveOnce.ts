/** A process of its own that approves roles: `approveOnce.ts FILE MOMENT ROLE…`. At MOMENT it ends as if its power were cut. */
import fs from "node:fs";
import { approve } from "../../../../cli/review/approvals/file";
import { accessOf, DECISION, TODAY } from "./roles";

const [file, moment, ...roles] = process.argv.slice(2);

function end(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

const { writeFileSync, renameSync } = fs;
if (moment === "half written")
  fs.writeFileSync = (target, data) => (writeFileSync(target, (data as string).slice(0, 200)), end());
if (moment === "written") fs.fsyncSync = end;
if (moment === "before the rename") fs.renameSync = end;
if (moment === "after the rename") fs.renameSync = (from, to) => (renameSync(from, to), end());

void (async () => {
  for (const role of roles) {
    await approve(file!, accessOf(role), DECISION, TODAY);
    process.stdout.write(`${role}\n`);
  }
})();
