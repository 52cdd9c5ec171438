import { Inject, Module, type DynamicModule, type OnModuleInit, type FactoryProvider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { addIntakeRoutes, type IntakeSetup } from './intake-routes.js';

/** The token of what the routes of intake are made of. */
export const INTAKE_SETUP = Symbol('intake setup');

/** HTTP intake: the connectors' paths, answered on Fastify itself, whose bodies Nest does not parse. */
@Module({})
export class IntakeModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(INTAKE_SETUP) private readonly setup: IntakeSetup,
  ) {}

  /** The module, with its setup made by a factory out of whatever the program provides. */
  static with(setup: {
    readonly imports?: DynamicModule['imports'];
    readonly inject?: FactoryProvider['inject'];
    readonly useFactory: (...injected: never[]) => IntakeSetup | Promise<IntakeSetup>;
  }): DynamicModule {
    const { imports = [], inject = [], useFactory } = setup;
    return {
      module: IntakeModule,
      imports,
      providers: [{ provide: INTAKE_SETUP, inject, useFactory: useFactory as FactoryProvider['useFactory'] }],
    };
  }

  async onModuleInit(): Promise<void> {
    await addIntakeRoutes(this.host.httpAdapter.getInstance<FastifyInstance>(), this.setup);
  }
}
