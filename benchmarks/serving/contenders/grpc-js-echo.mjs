// What a Node program usually does: grpc-js, generated-like serialisers of protobufjs, an echo. Usage: grpc-js-echo.mjs PORT
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const root = new URL('../../../proto/', import.meta.url).pathname;
const definition = loader.loadSync('prediction.proto', { includeDirs: [root], keepCase: true });
const { seldon } = grpc.loadPackageDefinition(definition);
const server = new grpc.Server();
server.addService(seldon.protos.Model.service, {
  Predict: (call, callback) => callback(null, call.request),
});
server.bindAsync(`127.0.0.1:${process.argv[2]}`, grpc.ServerCredentials.createInsecure(), () => undefined);
