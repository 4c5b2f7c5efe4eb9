/**
 * The compressed kernel inside a bzImage (see "payload_offset" in the kernel's Documentation/arch/x86/boot.rst). Guests get it
 * unpacked: libxl would otherwise unpack it in the emulated dom0 at every single guest start, which takes longer than the boot.
 */
export function bzImagePayload(image: Buffer): Buffer {
  const magic = image.toString('latin1', 0x202, 0x206);
  if (magic !== 'HdrS') throw new Error('not a bzImage: its setup header is missing');
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const start = (setupSectors + 1) * 512 + image.readUInt32LE(0x248);
  // the payload's last four bytes are the unpacked size, which the unpacker would take for garbage
  return image.subarray(start, start + image.readUInt32LE(0x24c) - 4);
}
