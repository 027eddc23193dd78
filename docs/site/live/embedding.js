// Embedding: the row of a table that belongs to a token id.
function embed(table, id) {
  const width = table.shape[1];
  return table.data.subarray(id * width, (id + 1) * width);
}
