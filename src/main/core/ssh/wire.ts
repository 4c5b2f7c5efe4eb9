/** The few forms of RFC 4251 that keys, signatures and agents are made of. */

/** A reader over one message. A read beyond its end throws `RangeError`; callers catch it once. */
export interface WireReader {
  byte(): number;
  uint32(): number;
  bytes(): Buffer;
  text(): string;
  rest(): Buffer;
}

export function wireReader(message: Uint8Array): WireReader {
  const buffer = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  function take(length: number): Buffer {
    if (at + length > buffer.length) throw new RangeError('the message is torn');
    at += length;
    return buffer.subarray(at - length, at);
  }
  const reader: WireReader = {
    byte: () => take(1).readUInt8(0),
    uint32: () => take(4).readUInt32BE(0),
    bytes: () => take(reader.uint32()),
    text: () => reader.bytes().toString('utf8'),
    rest: () => take(buffer.length - at),
  };
  return reader;
}

export function wireUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** RFC 4251 `string`: length and bytes. */
export function wireString(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([wireUint32(bytes.length), bytes]);
}

/** RFC 4251 `mpint` of an unsigned big-endian number. */
export function wireMpint(value: Uint8Array): Buffer {
  let start = 0;
  while (start < value.length && value[start] === 0) start++;
  const significant = value.subarray(start);
  const first = significant[0] ?? 0;
  return wireString(first >= 0x80 ? Buffer.concat([Buffer.of(0), significant]) : significant);
}
