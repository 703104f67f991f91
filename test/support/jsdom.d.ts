// The little of jsdom that tests of pages use; its own types would bring a browser's globals into all of src.
declare module 'jsdom' {
  export interface PageElement {
    readonly textContent: string | null;
    readonly dataset: Readonly<Record<string, string | undefined>>;
    readonly hidden: boolean;
    readonly tagName: string;
    value: string;
    checked: boolean;
    getAttribute(name: string): string | null;
    getAttributeNames(): string[];
    dispatchEvent(event: object): boolean;
    focus(): void;
  }

  export interface PageDocument {
    readonly activeElement: PageElement | null;
    querySelector(selector: string): PageElement | null;
    querySelectorAll(selector: string): Iterable<PageElement> & { readonly length: number };
    dispatchEvent(event: object): boolean;
  }

  export interface PageWindow {
    readonly location: { hash: string };
    matchMedia: (query: string) => { readonly matches: boolean };
    dispatchEvent(event: object): boolean;
    readonly document: PageDocument;
    readonly Event: new (type: string, options: object) => object;
    readonly KeyboardEvent: new (type: string, options: object) => object;
    readonly DOMParser: new () => { parseFromString(text: string, type: string): PageDocument };
  }

  export class JSDOM {
    constructor(html: string, options?: { readonly runScripts?: 'dangerously'; readonly url?: string });
    readonly window: PageWindow;
  }
}
