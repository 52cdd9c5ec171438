import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { nestLogger, type Booted } from '#platform';
import { RUNTIME } from '../composition/runtime.js';
import { createServer, ServerAdapter } from '../create-server.js';
import { OperationController } from './operation.controller.js';

@Module({})
class OperationModule {
  static over(program: Booted): DynamicModule {
    return {
      module: OperationModule,
      providers: [{ provide: RUNTIME, useValue: program }],
      controllers: [OperationController],
    };
  }
}

/** A server that answers health and metrics alone: for programs without an API. */
export async function createOperationServer(program: Booted): Promise<NestFastifyApplication> {
  const { server, filter } = createServer(program);
  const app = await NestFactory.create<NestFastifyApplication>(
    OperationModule.over(program),
    new ServerAdapter(server),
    {
      logger: nestLogger(program.logger),
      abortOnError: false,
    },
  );
  app.useGlobalFilters(filter);
  await app.init();
  await server.ready();
  return app;
}
