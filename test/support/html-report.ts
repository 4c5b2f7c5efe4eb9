import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Column, Value } from '../../src/shared/reports/report.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** An HTML page as a tree, and ways to look at it. */
export function parsePage(page: string) {
  const document = parse(page);
  return {
    all: (name: string) => elements(document.childNodes, name),
    first: (name: string) => elements(document.childNodes, name)[0],
    names: () => new Set(elements(document.childNodes).map(({ nodeName }) => nodeName)),
    attributes: () => elements(document.childNodes).flatMap(({ attrs }) => attrs),
  };
}

export function elements(nodes: readonly Node[], name?: string): Element[] {
  return nodes.flatMap((node) => {
    if (!('tagName' in node)) return [];
    const inside = elements(node.childNodes, name);
    return name === undefined || node.tagName === name ? [node, ...inside] : inside;
  });
}

export function textOf(node: Node | undefined): string {
  if (!node) return '';
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

export function attribute(element: Element | undefined, name: string): string | undefined {
  return element?.attrs.find((one) => one.name === name)?.value;
}

/** The exact value of a cell: a number or moment as the page has it for machines. */
export function cellValue(cell: Element | undefined, { type }: Column): Value {
  if (!cell || elements(cell.childNodes, 'span').length > 0) return null;
  if (type === 'text') return textOf(cell);
  if (type === 'time') {
    return Date.parse(attribute(elements(cell.childNodes, 'time')[0], 'datetime') ?? '');
  }
  return Number(attribute(elements(cell.childNodes, 'data')[0], 'value'));
}
