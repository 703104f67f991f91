// The little of jsdom that tests of pages use; its own types would bring a browser's globals into all of src.
declare module 'jsdom' {
  export interface PageElement {
    readonly textContent: string | null;
    readonly dataset: Readonly<Record<string, string | undefined>>;
    readonly hidden: boolean;
    value: string;
    checked: boolean;
    getAttribute(name: string): string | null;
    getAttributeNames(): string[];
    dispatchEvent(event: object): boolean;
  }

  export interface PageDocument {
    querySelector(selector: string): PageElement | null;
    querySelectorAll(selector: string): Iterable<PageElement> & { readonly length: number };
    dispatchEvent(event: object): boolean;
  }

  export interface PageWindow {
    readonly document: PageDocument;
    readonly Event: new (type: string, options: object) => object;
    readonly KeyboardEvent: new (type: string, options: object) => object;
    readonly DOMParser: new () => { parseFromString(text: string, type: string): PageDocument };
  }

  export class JSDOM {
    constructor(html: string, options?: { readonly runScripts?: 'dangerously' });
    readonly window: PageWindow;
  }
}
