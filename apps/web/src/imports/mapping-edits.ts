import { Alias, isMap, parseDocument, stringify, visit, YAMLMap, type Document, type Node } from 'yaml';
import { inLines, openValue, putUse } from './column-edits.js';
import { formEvents, isMembers, openField, viewOf, type ColumnUse, type FormEvent } from './mapping-view.js';

/**
 * A choice of the form as an edit of the document: pure functions from text to text. The document is what is sent, so
 * whatever the form has no choice for, comments and order included, stays as it was written. A document that cannot be
 * read is answered as it is.
 */
type Edit = (document: Document) => void;

function edited(text: string, edit: Edit): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  const plain = withoutAliases(document);
  edit(plain);
  return plain.toString({ lineWidth: 0 });
}

/** What an alias stands for may be edited away: the values are written out instead. */
function withoutAliases(document: Document): Document {
  let any = false;
  visit(document, { Alias: (_, node) => void (any ||= node instanceof Alias) });
  return any ? parseDocument(stringify(document.toJS(), { aliasDuplicateObjects: false })) : document;
}

/** Names the mapping, or the source its messages are told apart by. */
export function setWord(text: string, member: 'name' | 'source', value: string): string {
  return edited(text, (document) => document.setIn([member], value));
}

/** Says how the file is read. */
export function setFile(text: string, member: 'delimiter' | 'encoding' | 'zone', value: string): string {
  return edited(text, (document) => document.setIn(['file', member], value === '\t' ? 'tab' : value));
}

/** Says what is the same for every event. */
export function setConstant(text: string, emit: number, field: 'channel' | 'kind', value: string): string {
  return edited(text, (document) => {
    const path = ['emits', emit, 'fields', field];
    if (value === '') document.deleteIn(path);
    else document.setIn(path, value);
  });
}

/**
 * Makes the rows another event. What the columns say is kept under their names: the fields that the other event does not
 * have become properties. What was the same for every row is left out.
 */
export function setEvent(text: string, emit: number, event: FormEvent): string {
  const before = viewOf(text)?.emits[emit];
  if (before === undefined || before.event === event) return text;
  return edited(text, (document) => {
    const path = ['emits', emit];
    const fields: unknown = (document.getIn([...path, 'fields'], true) as Node | undefined)?.toJS(document);
    const kept: Record<string, unknown> = { ...openValue(document, emit, before.event) };
    for (const [name, value] of Object.entries(isMembers(fields) ? fields : {}))
      if (name !== openField(before.event) && isMembers(value)) kept[name] ??= value;
    const said = new YAMLMap();
    if (event === 'touchpoint-recorded') said.set('channel', 'other');
    said.set(
      openField(event),
      document.createNode(before.all ? { columns: 'all' } : { object: inLines(document, kept) }),
    );
    document.setIn([...path, 'event'], event);
    document.setIn([...path, 'fields'], said);
  });
}

/** Takes a column for what it is said to be, and for nothing else that the form has a choice for. */
export function setUse(text: string, emit: number, column: string, use: ColumnUse): string {
  const view = viewOf(text)?.emits[emit];
  if (view === undefined) return text;
  return edited(text, (document) => putUse({ document, emit, event: view.event, column }, view.uses.get(column), use));
}

/** The events there are a form for. */
export function isFormEvent(event: string): event is FormEvent {
  return formEvents.some((one) => one === event);
}
