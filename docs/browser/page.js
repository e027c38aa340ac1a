import { createTensor, loadModel } from 'radiant/models';

const at = (id) => document.getElementById(id);

/** Lets the form load a model file and ask it. */
function openPage() {
  let model;
  at('file').addEventListener('change', () => {
    void attempt(async () => {
      const [file] = at('file').files;
      model = undefined;
      showModel(model);
      if (file === undefined) return;
      model = await loadModel(new Uint8Array(await file.arrayBuffer()));
      showModel(model);
    });
  });
  at('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(() => {
      const answer = model.run(at('method').value, toTensor(JSON.parse(at('rows').value)));
      at('answer').textContent = [answer].flat().map(formatTensor).join('\n');
    });
  });
}

/** Says what went wrong on the page: the messages of radiant/models are made for the user. */
async function attempt(work) {
  at('problem').textContent = '';
  at('answer').textContent = '';
  try {
    await work();
  } catch (thrown) {
    at('problem').textContent = thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function showModel(model) {
  const count = model?.input.featureCount;
  at('about').textContent =
    model === undefined ? '' : `${model.name}${count === undefined ? '' : `, ${count} features a row`}`;
  at('method').replaceChildren(...(model?.methods ?? []).map((name) => new Option(name, name, name === 'predict')));
  for (const id of ['method', 'ask']) at(id).disabled = model === undefined;
  if (count !== undefined) at('rows').value = JSON.stringify([Array(count).fill(0)]);
}

/** Rows of numbers, rows of cells of unlike types, or a list of texts. */
function toTensor(rows) {
  if (!Array.isArray(rows) || rows.length === 0) throw new Error('want a list of rows, for example [[1, 2], [3, 4]]');
  if (rows.every((row) => typeof row === 'string')) return createTensor('string', [rows.length], rows);
  const width = rows[0].length;
  const bad = rows.findIndex((row) => !Array.isArray(row) || row.length !== width);
  if (bad >= 0) throw new Error(`row ${bad} is not a list of ${width} values`);
  const cells = rows.flat();
  return cells.every((cell) => typeof cell === 'number')
    ? createTensor('float64', [rows.length, width], Float64Array.from(cells))
    : createTensor('json', [rows.length, width], cells);
}

function formatTensor({ data, shape }) {
  const values = Array.from(data, (value) => (typeof value === 'bigint' ? Number(value) : value));
  if (shape.length < 2) return JSON.stringify(values);
  const width = shape.slice(1).reduce((product, size) => product * size, 1);
  const rows = Array.from({ length: shape[0] }, (_, row) => values.slice(row * width, (row + 1) * width));
  return JSON.stringify(rows);
}

openPage();
