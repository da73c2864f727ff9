/** What the page's script needs of the document. */

/** The element with an id that the page surely has. */
export function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Makes elements of what the page keeps as text; it comes from the page's own templates, where all of others' is escaped. */
export function unpack(kept: Element): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...new DOMParser().parseFromString(kept.textContent, "text/html").body.childNodes);
  return fragment;
}

/** Every element that matches. */
export function all<T extends Element>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}
