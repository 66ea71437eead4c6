'use strict';
// Loads the contract from the .proto files, and certificates from PEM files. Nothing is generated.

const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

/** The contract: the folder `protos/` of this repository, or a copy of it. */
const protos = process.env.EXCHANGEHUB_PROTOS ?? path.join(__dirname, '../../protos');

/** The folder that holds google/type and google/rpc, for example of the package Google.Api.CommonProtos. */
const commonProtos = process.env.COMMON_PROTOS;
if (!commonProtos)
  throw new Error('Set COMMON_PROTOS to the folder that holds google/type and google/rpc; ./common-protos.sh prints one.');

const folders = [protos, commonProtos];

const files = [
  ...fs.readdirSync(protos, { recursive: true }).filter((file) => file.endsWith('.proto')),
  'google/rpc/status.proto',
  'google/rpc/error_details.proto',
];

// Fields are named as in protobuf JSON (requestId), enum values by their names; what is not set is absent.
const definitions = loader.loadSync(files, { includeDirs: folders, enums: String, longs: String });

const received = new WeakMap();

/** The bytes that a received message came in: what its digest is over, fields of a newer contract included. */
const bytesOf = (message) => received.get(message);

function keepBytes(deserialize) {
  return (bytes) => {
    const message = deserialize(bytes);
    received.set(message, bytes);
    return message;
  };
}

/** A service of the contract, whose received messages remember their bytes. */
function service(name) {
  const methods = Object.entries(definitions[name]).map(([method, definition]) => [method, {
    ...definition,
    requestDeserialize: keepBytes(definition.requestDeserialize),
    responseDeserialize: keepBytes(definition.responseDeserialize),
  }]);
  return Object.fromEntries(methods);
}

/** Reads a message such as google.rpc.Status from bytes. */
const read = (type, bytes) => definitions[type].deserialize(bytes);

/** Mutual TLS for one who calls. */
const clientCredentials = ({ ca, cert, key }) =>
  grpc.credentials.createSsl(fs.readFileSync(ca), fs.readFileSync(key), fs.readFileSync(cert));

/** Mutual TLS for one who is called. */
const serverCredentials = ({ ca, cert, key }) =>
  grpc.ServerCredentials.createSsl(fs.readFileSync(ca), [{ private_key: fs.readFileSync(key), cert_chain: fs.readFileSync(cert) }], true);

module.exports = { bytesOf, clientCredentials, files, folders, protos, read, serverCredentials, service };
