import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";
import { sentences, unread } from "./eslint.sentences.cjs";

/** Files whose work it is to read what AWS, Pulumi, Node or a parser says. */
const readers = [
  "checks/existenceReport.ts",
  "cli/assume/diagnosis/answerFindings.ts",
  "cli/assume/diagnosis/awsRefusal.ts",
  "cli/assume/mfa.ts",
  "cli/assume/roles/stackOutputs.ts",
  "cli/deploy/backend.ts",
  "cli/review/evidence/accounts/refusals.ts",
  "cli/review/evidence/stacks/exportStack.ts",
  "cli/shared/engine.ts",
  "sandbox/**/*.ts",
  "settings/projectFiles.ts",
  "settings/yamlText.ts",
];

export default tseslint.config(
  { ignores: ["**/node_modules/", "**/dist/", ".stryker-tmp/", "reports/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: [
      "*.ts",
      "{policypack,components,settings,checks,documents,grants,transitions,cli,library,pipeline}/**/*.ts",
    ],
    ignores: readers,
    rules: { "no-restricted-syntax": ["error", ...unread(sentences)] },
  },
  {
    files: [
      "grants/**/*.ts",
      "cli/assume/{list.ts,diagnosis/**/*.ts}",
      "cli/deploy/**/*.ts",
      "cli/review/{findings,evidence/stacks}/**/*.ts",
      "policypack/{enforce,judge}.ts",
    ],
    ignores: readers,
    rules: { "no-restricted-syntax": ["error", ...unread(`${sentences}|text|words|document`)] },
  },
  {
    files: ["**/*.{ts,cjs,mjs}"],
    // A test may hold a whole message as one expression.
    ignores: ["tests/**"],
    rules: { "max-len": ["error", { code: 140 }] },
  },
  {
    files: ["tests/**/*.ts"],
    // Chai-free mocha style: `describe` and `it` take functions whose promises mocha itself awaits.
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
  {
    files: ["**/*.{cjs,js}"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        require: "readonly",
        module: "writable",
        process: "readonly",
        console: "readonly",
        __dirname: "readonly",
      },
    },
  },
);
