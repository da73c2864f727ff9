/** A digest in the forms that receivers take. Pure. */
import { cut, visible } from "../../../settings/visible";
import { counts, headline, nameIn } from "../formats/words";
import type { Review } from "../model";
import type { Digest } from "./digest";

/** The receivers whose form is known; any other gets plain JSON. */
export const receivers = ["slack", "teams", "json"] as const;
export type Receiver = (typeof receivers)[number];

/** The most lines of a list, and the most characters of a line. */
const mostLines = 20;
const longestLine = 300;

/** The body of a POST, as JSON. */
export function messageFor(receiver: Receiver, review: Review, digest: Digest): object {
  switch (receiver) {
    case "slack":
      // https://api.slack.com/messaging/webhooks; Slack reads markup, which only starts with these three.
      return { text: textOf(review, digest, (text) => text.replace(/[&<>]/g, (sign) => slackSigns[sign]!)) };
    case "teams":
      // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook
      return {
        type: "message",
        attachments: [
          {
            contentType: "application/vnd.microsoft.card.adaptive",
            content: {
              $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
              type: "AdaptiveCard",
              version: "1.4",
              body: textOf(review, digest, (text) => text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, "\\$&"))
                .split("\n")
                .map((text) => ({ type: "TextBlock", wrap: true, text })),
            },
          },
        ],
      };
    case "json":
      return { version: 1, at: review.at, headline: headline(review), counts: counts(review), ...digest };
  }
}

const slackSigns: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The digest in words, a line for each change. */
function textOf(review: Review, digest: Digest, escaped: (text: string) => string): string {
  const access = (verb: string, list: Digest["gains"]) =>
    list.map(({ role, principal }) => `${nameIn(principal)} ${verb} ${nameIn(role)} (${role})`);
  const errors = digest.new.filter(({ level }) => level === "error");
  const lists: readonly (readonly [heading: string, items: readonly string[]])[] = [
    ["Can assume now", access("can assume", digest.gains)],
    ["Can assume no more", access("can no longer assume", digest.loses)],
    ["New errors", errors.map(({ kind, message }) => `${kind}: ${message}`)],
    [
      "New warnings",
      digest.new.filter((one) => !errors.includes(one)).map(({ kind, message }) => `${kind}: ${message}`),
    ],
    ["Not known", digest.missing],
    ["Settled", digest.gone.map(({ kind, message }) => `${kind}: ${message}`)],
  ];
  return [
    `${headline(review)}. ${counts(review)}.`,
    ...lists.flatMap(([heading, items]) =>
      items.length === 0
        ? []
        : [
            `${heading}:`,
            ...items.slice(0, mostLines).map((item) => `• ${cut(visible(item), longestLine)}`),
            ...(items.length > mostLines ? [`• and ${items.length - mostLines} more`] : []),
          ],
    ),
  ]
    .map(escaped)
    .join("\n");
}
