// Safetensors: named tensors in one file, here handed over as base64 text.
//
// The file: 8 bytes that say how long the header is, the header as JSON (name -> dtype, shape, the place of
// its bytes), then the numbers. Everything is little-endian, as are all machines that run a browser.

// base64 -> {name: {shape, data}}; data is a Float32Array, row after row.
function readSafetensors(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (dtype !== "F32") throw new Error(`${name} is ${dtype}; only F32 is read here`);
    tensors[name] = { shape, data: new Float32Array(bytes.slice(8 + length + from, 8 + length + to).buffer) };
  }
  return tensors;
}
