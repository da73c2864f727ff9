// What is mutated, folder by folder, and by which tests. A folder is a batch of its own: what one batch came to is kept, so
// a run that was broken off goes on where it was.
const { readdirSync, statSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "../..");

/**
 * The trees whose files decide something by themselves: no input, no output, no waiting. `except` are files in them that do,
 * or that are words.
 */
const TREES = [
  {
    folder: "policypack",
    tests: ["tests/policypack"],
    except: [
      "policypack/catalogue",
      "policypack/documentation",
      "policypack/index.ts",
      "policypack/iam/catalogueFolder.ts",
    ],
  },
  { folder: "settings", tests: ["tests/settings", "tests/checks"], except: ["settings/generateSchema.ts"] },
  { folder: "documents", tests: ["tests/documents", "tests/components"] },
  { folder: "checks", tests: ["tests/checks", "tests/settings"] },
  { folder: "grants", tests: ["tests/grants", "tests/components"] },
  { folder: "components", tests: ["tests/components", "tests/transitions"] },
  { folder: "transitions", tests: ["tests/transitions", "tests/components"] },
  { folder: "cli/check", tests: ["tests/cli/check"] },
  { folder: "cli/review/access", tests: ["tests/cli/review"] },
  { folder: "cli/review/findings", tests: ["tests/cli/review"] },
  { folder: "cli/review/approvals", tests: ["tests/cli/review"], except: ["cli/review/approvals/file.ts"] },
  { folder: "cli/review/formats", tests: ["tests/cli/review"] },
  {
    folder: "cli/assume/diagnosis",
    tests: ["tests/cli/assume/diagnose.test.ts"],
    except: ["cli/assume/diagnosis/gather.ts", "cli/assume/diagnosis/iamReader.ts"],
  },
];

/** Tests that take long and find little beside the others: random ones, snapshots of thousands, hours of patterns; and of documents. */
const LONG =
  /\.property\.test\.ts$|\/(properties|differential|pathological|managed-policies|contradictions|evaluator|large|documentation)\.test\.ts$/;

/**
 * The share of mutants, in percent, below which a batch fails: a little less than what it came to. None where it was not
 * run as a whole yet.
 */
const REACHED = {
  documents: 90,
  "documents/presets": 85,
  grants: 90,
  "policypack/iam/call": 82,
  // These were run with the tests of the folder itself alone. With all tests of the batch they come to more.
  "policypack/iam/condition": 50,
  "policypack/iam/document": 69,
  "policypack/iam/grammar": 74,
  "policypack/iam/pattern": 50,
};

/** All batches: `{ name, files, tests, reached }`, with paths from the root. */
function batches() {
  return TREES.flatMap(({ folder, tests, except = [] }) =>
    foldersIn(folder).flatMap((name) => {
      const files = filesIn(name).filter(
        (file) =>
          /\.ts$/.test(file) &&
          !/\.(test|d)\.ts$/.test(file) &&
          !except.some((left) => file === left || file.startsWith(`${left}/`)),
      );
      const specs = tests
        .flatMap((path) => (path.endsWith(".ts") ? [path] : foldersIn(path).flatMap(filesIn)))
        .filter((file) => file.endsWith(".test.ts") && !LONG.test(file));
      return files.length === 0 ? [] : [{ name, files, tests: specs, reached: REACHED[name] }];
    }),
  );
}

function foldersIn(folder) {
  const inner = readdirSync(join(root, folder)).filter(
    (name) => name !== "node_modules" && statSync(join(root, folder, name)).isDirectory(),
  );
  return [folder, ...inner.flatMap((name) => foldersIn(`${folder}/${name}`))];
}

function filesIn(folder) {
  return readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(join(root, path)).isFile());
}

module.exports = { batches, root };
