'use strict';
// Asks the hub whether a notarial certificate is genuine (公证书核验), and prints answer and receipt, or the error, as JSON.
//
//   node ask.js --hub localhost:7443 --ca hub-ca.pem --cert office.pem --key office.key question.json

const fs = require('node:fs');
const { parseArgs } = require('node:util');
const grpc = require('@grpc/grpc-js');
const contract = require('./contract');
const { digest, digestOfReceived } = require('./digest');

const { values: options, positionals: [questionFile] } = parseArgs({
  allowPositionals: true,
  options: {
    hub: { type: 'string', default: 'localhost:7443' },
    'server-name': { type: 'string' }, // The name in the hub's certificate, where it is not the host of --hub.
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    language: { type: 'string', default: 'zh-CN' },
    seconds: { type: 'string', default: '10' },
  },
});

const Client = grpc.makeGenericClientConstructor(contract.service('exchangehub.notary.v1.NotaryVerificationService'));
const serverName = options['server-name'];
const client = new Client(options.hub, contract.clientCredentials(options),
  serverName ? { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName } : {});

const question = JSON.parse(fs.readFileSync(questionFile, 'utf8'));
const metadata = new grpc.Metadata();
metadata.set('accept-language', options.language);
const deadline = Date.now() + 1000 * Number(options.seconds);

client.VerifyCertificate(question, metadata, { deadline }, (error, response) => {
  console.log(JSON.stringify(error ? explain(error) : show(response), null, 2));
  process.exitCode = error ? 1 : 0;
  client.close();
});

function show(response) {
  const { receipt, ...answer } = response;
  return {
    answer,
    receipt: { ...receipt, requestDigest: receipt.requestDigest.toString('hex'), responseDigest: receipt.responseDigest.toString('hex') },
    digestsAgree: digest('exchangehub.notary.v1.VerifyCertificateRequest', question).equals(receipt.requestDigest)
      && digestOfReceived(contract.bytesOf(response)).equals(receipt.responseDigest),
  };
}

/** Takes a rich error apart. Switch on `reason`, never on a text. */
function explain(error) {
  const details = new Map();
  for (const bytes of error.metadata.get('grpc-status-details-bin')) {
    for (const detail of contract.read('google.rpc.Status', bytes).details ?? []) {
      const type = detail.type_url.split('/').pop();
      details.set(type, contract.read(type, detail.value));
    }
  }
  const info = details.get('google.rpc.ErrorInfo');
  return {
    code: grpc.status[error.code],
    reason: info?.reason,
    metadata: info?.metadata,
    text: details.get('google.rpc.LocalizedMessage')?.message ?? error.details,
    violations: details.get('google.rpc.BadRequest')?.fieldViolations
      .map((violation) => ({ field: violation.field, reason: violation.reason, text: violation.localizedMessage?.message })),
    retrySeconds: details.get('google.rpc.RetryInfo')?.retryDelay.seconds,
  };
}
