import assert from "node:assert/strict";
import { documentOf, Documents } from "../../../../cli/review/evidence/documents";

const text =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/100%25/*"}]}';

describe("documents as IAM gives them", () => {
  it("are decoded once, percent signs of their own kept", () => {
    const document = JSON.parse(text) as unknown;
    assert.deepEqual(documentOf(encodeURIComponent(text)), document);
    assert.deepEqual(documentOf(text), document);
    assert.deepEqual(documentOf(`\n ${text}`), document);
  });

  it("that are no JSON, or say a key twice, stay the text that they are", () => {
    for (const broken of ["{", "", "%7B%ZZ", '{"Effect":"Allow","Effect":"Deny"}', `${text} trailing`])
      assert.equal(documentOf(broken), broken);
    assert.equal(documentOf(encodeURIComponent('{"a":1,"a":2}')), '{"a":1,"a":2}');
  });

  it("of the same text are one", () => {
    const documents = new Documents();
    assert.equal(documents.of(text), documents.of(text));
    assert.equal(documents.of(undefined), undefined);
  });
});
