import type { Recovery } from "./recovery";
import type { Result } from "./trial";

/** A column of the table. */
interface Column {
  readonly title: string;
  readonly counts: (result: Result) => boolean;
  /** It must be 0. */
  readonly never?: true;
}

const ended =
  (...how: Recovery["how"][]) =>
  ({ recovery }: Result) =>
    how.includes(recovery.how);

const columns: readonly Column[] = [
  { title: "trials", counts: () => true },
  { title: "came through", counts: ended("none") },
  { title: "same command", counts: ended("same") },
  { title: "cancel", counts: ended("cancel") },
  { title: "printed command", counts: ended("printed") },
  { title: "manual", counts: ended("manual") },
  { title: "pending cleared", counts: ({ recovery }) => recovery.cleared },
  { title: "pending left", counts: ({ pending }) => pending.length > 0 },
  { title: "never reached", counts: ({ reached }) => !reached, never: true },
  { title: "hung", counts: ({ hung }) => hung, never: true },
  { title: "processes left", counts: ({ leftOver }) => leftOver > 0, never: true },
  { title: "wrong, exit 0", counts: ({ wrong }) => wrong.length > 0, never: true },
  { title: "leaked", counts: ({ leaked }) => leaked.length > 0, never: true },
  { title: "mixed meanwhile", counts: ({ mixed }) => mixed.length > 0 },
  { title: "mixed after failure", counts: ({ mixedAfter }) => mixedAfter.length > 0, never: true },
];

/** The results in a table, an operation in a row. */
export function table(results: readonly Result[], points: Readonly<Record<string, number>>): string {
  const rows = Object.entries(points).map(([operation, count]) => {
    const own = results.filter((result) => result.operation === operation);
    return [operation, String(count), ...columns.map(({ counts }) => String(own.filter(counts).length))];
  });
  const total = [
    "all",
    String(Object.values(points).reduce((sum, count) => sum + count, 0)),
    ...columns.map(({ counts }) => String(results.filter(counts).length)),
  ];
  const cells = [["operation", "points", ...columns.map(({ title }) => title)], ...rows, total];
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  return cells
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  "))
    .join("\n");
}

/** What must never be, with the way to see it again; empty when everything is as it must be. */
export function breaches(results: readonly Result[]): string[] {
  return results.flatMap((result) =>
    columns
      .filter(({ never, counts }) => never === true && counts(result))
      .map(
        ({ title }) =>
          `${title}: ${again(result)}\n` +
          `${[...result.wrong, ...result.leaked, ...result.mixedAfter].map((line) => `    ${line}`).join("\n")}`,
      ),
  );
}

/** What took more than the documents say, with the way to see it again. */
export function remarks(results: readonly Result[]): string[] {
  return results.flatMap((result) => [
    ...(result.recovery.how === "manual" ? [`manual: ${again(result)}`] : []),
    ...(result.pending.length > 0 ? [`pending left: ${again(result)}\n    ${result.pending.join("\n    ")}`] : []),
  ]);
}

function again({ operation, point, fault }: Result): string {
  return `npm run faults -- --only ${operation} --kinds ${fault} --at '${point.key}${point.earlier > 0 ? `#${point.earlier}` : ""}'`;
}
