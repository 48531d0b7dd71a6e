"""Read and write the safetensors format with numpy alone.

A file is: the length of the header (8 bytes, little-endian), the header (JSON, padded with spaces to a multiple of
8 bytes), and the tensors' bytes, little-endian and row-major, one after the other. Here they lie in the order of
their names, so that the same tensors always make the same bytes.
"""

import json
import struct

import numpy

CODES = {"float64": "F64", "float32": "F32", "int64": "I64", "uint8": "U8"}
DTYPES = {code: name for name, code in CODES.items()}


def tensor_bytes(array):
    """The bytes of a tensor as the file holds them: little-endian, row-major."""
    return numpy.asarray(array).astype(array.dtype.newbyteorder("<")).tobytes(order="C")


def write(path, tensors):
    """Write a dictionary of numpy arrays."""
    header, chunks, offset = {}, [], 0
    for name in sorted(tensors):
        array = numpy.asarray(tensors[name])
        data = tensor_bytes(array)
        header[name] = {
            "dtype": CODES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [offset, offset + len(data)],
        }
        chunks.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(chunks))


def read(path):
    """Read a file back to a dictionary of numpy arrays."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    body = content[8 + length :]
    tensors = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        dtype = numpy.dtype(DTYPES[entry["dtype"]]).newbyteorder("<")
        tensors[name] = numpy.frombuffer(body[start:end], dtype).reshape(entry["shape"])
    return tensors
