export { openGrpcDoor } from './open-grpc-door.ts';
