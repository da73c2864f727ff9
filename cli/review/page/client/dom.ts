/** How the page's script uses the document. */

/** The element with an id. The page must contain it. */
export function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/**
 * Makes elements from markup that the page keeps as text. The markup comes from the page's own templates, which escape
 * all other text.
 */
export function unpack(kept: Element): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(...new DOMParser().parseFromString(kept.textContent, "text/html").body.childNodes);
  return fragment;
}

/** All elements that match a selector. */
export function all<T extends Element>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}
