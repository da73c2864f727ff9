import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { ownTags, tagChanges, tagList, tagsFrom } from "../tags";
import { defined, text, textMap, texts } from "../values";

/** https://www.pulumi.com/registry/packages/aws/api-docs/iam/openidconnectprovider/ */
export const type: ResourceType = {
  token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  noun: "IAM OpenID Connect provider",
  inputs: {
    clientIdLists: { kind: "set", required: true },
    tags: { kind: "tags" },
    thumbprintLists: { kind: "set", computed: true },
    url: { kind: "string", required: true, replaces: true },
  },
  outputs: { arn: [] },
  importId: ({ partition, accountId }, inputs) =>
    `arn:${partition}:iam::${accountId}:oidc-provider/${text(inputs, "url").replace("https://", "")}`,
  async create(aws, inputs) {
    const { OpenIDConnectProviderArn } = await aws.iam().send(
      new CreateOpenIDConnectProviderCommand({
        Url: text(inputs, "url"),
        ClientIDList: texts(inputs, "clientIdLists"),
        ThumbprintList: texts(inputs, "thumbprintLists"),
        Tags: tagList(textMap(inputs, "tagsAll")),
      }),
    );
    return OpenIDConnectProviderArn ?? "";
  },
  async read(aws, id, state) {
    if (!id.startsWith("arn:")) throw wrongId(type, id, "the provider's ARN");
    const call = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: id });
    const found = await unlessGone(aws.iam().send(call));
    if (found === undefined) return undefined;
    const tagsAll = tagsFrom(found.Tags);
    return defined({
      arn: id,
      clientIdLists: found.ClientIDList ?? [],
      tags: ownTags(tagsAll, aws.defaultTags, textMap(state ?? {}, "tags")),
      tagsAll,
      thumbprintLists: found.ThumbprintList ?? [],
      url: `https://${found.Url}`,
    });
  },
  async update(aws, OpenIDConnectProviderArn, state, inputs, changed) {
    const iam = aws.iam();
    if (changed.has("clientIdLists")) {
      const [before, now] = [texts(state, "clientIdLists"), texts(inputs, "clientIdLists")];
      for (const ClientID of before.filter((one) => !now.includes(one)))
        await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
      for (const ClientID of now.filter((one) => !before.includes(one)))
        await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
    }
    if (changed.has("thumbprintLists")) {
      const ThumbprintList = texts(inputs, "thumbprintLists");
      await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }));
    }
    if (changed.has("tagsAll")) {
      const { write, remove } = tagChanges(textMap(state, "tagsAll"), textMap(inputs, "tagsAll"));
      if (remove.length > 0)
        await iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: remove }));
      if (write.length > 0)
        await iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: write }));
    }
  },
  async delete(aws, OpenIDConnectProviderArn) {
    await unlessGone(aws.iam().send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn })));
  },
};
