export { type ChosenForm, formOfAnswer, formOfBody } from './choose-form.ts';
export { decodeCsv } from './csv.ts';
export { badBody, type PlainBody } from './plain-body.ts';
export { readColumn } from './read-column.ts';
export { joinList, listItems, objectMembers, readRecords } from './read-records.ts';
