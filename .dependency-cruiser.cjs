// The layers of the project: what stands higher imports what stands lower, never the other way. `npm run lint` holds them.
// Lowest first. A layer imports those before it in this list, and itself.
const layers = ["policypack", "settings", "documents", "grants", "checks", "transitions", "components"];
/** The rooms of policypack/iam, lowest first. */
const rooms = ["pattern", "document", "condition", "catalogue", "grammar", "call", "reach", "escalation", "difference"];
/** The command reads what the program declares, and never makes resources. */
const belowCommand = layers.filter((layer) => layer !== "components");

const outside = (allowed) => `^(?!(?:${[...allowed, "node_modules"].join("|")})/)(?!node:)(?:[^/]+/|index\\.ts)`;
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  comment: `${from} imports ${allowed.join(", ")} alone`,
  from: { path: `^${from}/` },
  to: { path: outside(allowed), dependencyTypesNot: ["core", "npm", "npm-dev", "npm-optional", "npm-peer"] },
});

module.exports = {
  forbidden: [
    {
      name: "no-circle",
      severity: "error",
      comment: "Files that import each other cannot be understood one by one",
      from: {},
      to: { circular: true },
    },
    ...layers.map((layer, at) => only(`layer-${layer}`, layer, layers.slice(0, at + 1))),
    ...rooms.map((room, at) => ({
      name: `room-${room}`,
      severity: "error",
      comment: `policypack/iam/${room} imports ${rooms.slice(0, at + 1).join(", ")} alone`,
      from: { path: `^policypack/iam/${room}/` },
      to: { path: `^policypack/iam/(?:${[...rooms.slice(at + 1), "index"].join("|")})[/.]` },
    })),
    {
      name: "one-door",
      severity: "error",
      comment: "What policies mean is asked of policypack/iam/index.ts",
      from: { pathNot: "^policypack/iam/" },
      to: { path: "^policypack/iam/", pathNot: "^policypack/iam/index\\.ts$" },
    },
    only("layer-cli", "cli", [...belowCommand, "cli"]),
    only("layer-pipeline", "pipeline", [...belowCommand, "cli", "pipeline"]),
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "default", "types"] },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(tests/|cli/dist/)" },
  },
};
