import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(__dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  private: boolean;
  dependencies: object;
  devDependencies: object;
};
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, { bin?: object }>;
};
const command = JSON.parse(readFileSync(join(root, "cli", "package.json"), "utf8")) as { peerDependencies: object };
const direct = [manifest.dependencies, manifest.devDependencies, command.peerDependencies].flatMap(Object.keys);
/** What a runner finds in node_modules: the commands of packages that are locked. */
const locked = new Set([
  ...direct,
  ...direct.flatMap((name) => Object.keys(lock.packages[`node_modules/${name}`]?.bin ?? {})),
]);

/** What a text would have a registry asked for: the first name after a runner or an installer, beside its options. */
function fetched(text: string): string[] {
  const option = String.raw`(?:--?[\w-]+(?:=\S+)?\s+)*`;
  const name = String.raw`["'\`]?(@?[A-Za-z][\w./@-]*)`;
  const runners = new RegExp(
    String.raw`\b(?:npx|npm\s+(?:exec|x|create|init|i|install|add)|pnpm\s+(?:dlx|add)|yarn\s+(?:dlx|add)|bunx)\s+${option}${name}`,
    "g",
  );
  return [...text.matchAll(runners)]
    .map(([, found]) => found!.replace(/(?<=.)@[^/]*$/, ""))
    .filter((found) => !locked.has(found));
}

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ["node_modules", "dist", ".git", "__pycache__", "catalogue"].includes(entry.name) ? [] : textsBelow(path);
    return entry.isFile() && !["package-lock.json", "npm-shrinkwrap.json"].includes(entry.name) ? [path] : [];
  });
}

describe("names in a registry", () => {
  it("the packages have names of their own scope and are never published", () => {
    const packages = ["cli", "sandbox"].map(
      (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as typeof manifest,
    );
    assert.deepEqual(
      packages.map(({ name }) => name),
      ["@cross-account-access/cli", "@cross-account-access/sandbox"],
    );
    assert.ok([manifest, ...packages].every((one) => one.private));
  });

  it("no text has one fetched that is no locked dependency: whoever owns the name would be run", () => {
    const files = textsBelow(root);
    assert.ok(files.length > 400, String(files.length));
    const strange = files
      .filter((file) => file !== __filename)
      .flatMap((file) => fetched(readFileSync(file, "utf8")).map((name) => `${relative(root, file)}: ${name}`));
    assert.deepEqual(strange, []);
  });

  for (const text of [
    "npx cross-account assume",
    "$(npx --yes cross-account)",
    "`npx  -y cross-account@latest`",
    "npx\ncross-account",
    "npm exec cross-account",
    "npm exec -- cross-account",
    "npx --package=x '@scope/none'",
    "npm install --global cross-account",
  ]) {
    it(`${JSON.stringify(text)} would be found`, () => assert.equal(fetched(text).length, 1));
  }
  for (const text of [
    "npx mocha FILE",
    "npx --no tsc",
    "npm install --global ./cli",
    "npm ci",
    "npm install --global ./cross-account-access-cli-1.tgz",
    "`npx` itself",
  ]) {
    it(`${JSON.stringify(text)} is none`, () => assert.deepEqual(fetched(text), []));
  }
});
