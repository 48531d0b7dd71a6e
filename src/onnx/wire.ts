import {
  create,
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  isFieldSet,
  toBinary,
} from '@bufbuild/protobuf'
import {
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'
import { type Field, fieldsOf, type MessageName, messageNames, type Read, type Wire } from './schema.ts'

const scalars: Readonly<Record<string, Type>> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  float: Type.FLOAT,
  double: Type.DOUBLE,
  int32: Type.INT32,
  int64: Type.INT64,
  uint64: Type.UINT64,
}

let registry: FileRegistry | undefined

/** The library's own description of a message, made of the table the first time that it is asked for. */
function descriptorOf(message: MessageName): DescMessage {
  registry ??= createFileRegistry(
    create(FileDescriptorProtoSchema, {
      name: 'onnx',
      syntax: 'proto2',
      messageType: messageNames.map((name) => ({ name, field: fieldsOf(name).map(fieldDescriptor) })),
    }),
    () => undefined,
  )
  return registry.getMessage(message) as DescMessage
}

const fieldDescriptor = ({ name, number, type, isRepeated }: Field) => ({
  name,
  number,
  label: isRepeated ? Label.REPEATED : Label.OPTIONAL,
  ...(type in scalars ? { type: scalars[type] } : { type: Type.MESSAGE, typeName: `.${type}` }),
  options: { packed: isRepeated && ['float', 'double', 'int32', 'int64', 'uint64'].includes(type) },
})

/** A message -> its bytes. */
export function toBytes<M extends MessageName>(name: M, message: Wire<M>): Uint8Array<ArrayBuffer> {
  const descriptor = descriptorOf(name)
  return toBinary(descriptor, create(descriptor, message as Record<string, unknown>))
}

/** Bytes -> a message. Throws the library's errors where they are cut short, or nest too deep. */
export function fromBytes<M extends MessageName>(name: M, bytes: Uint8Array): Read<M> {
  return fromBinary(descriptorOf(name), bytes, { readUnknownFields: false }) as unknown as Read<M>
}

/** Whether a file gave the field, or left it to its zero. */
export function has<M extends MessageName>(
  name: M,
  message: Read<M>,
  field: keyof Read<M> & string,
): boolean {
  const described = descriptorOf(name).field[field]
  return isFieldSet(message as unknown as Parameters<typeof isFieldSet>[0], described)
}
