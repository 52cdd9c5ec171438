import { Module, type DynamicModule } from '@nestjs/common';
import { CommandController } from './commands/command.controller.js';
import { RUNTIME, type Runtime } from './composition/runtime.js';
import { intakeSetup } from './composition/intake-setup.js';
import { CompanyController } from './companies/company.controller.js';
import { IdentityController } from './contacts/identity.controller.js';
import { IntakeModule } from './intake/index.js';
import { LiveController } from './live/live.controller.js';
import { OperationController } from './operation/operation.controller.js';
import { DryRunController } from './imports/dry-run.controller.js';
import { FileController } from './imports/file.controller.js';
import { ImportController } from './imports/import.controller.js';
import { ImportDesk } from './imports/import-desk.js';
import { ProjectionController } from './projections/projection.controller.js';
import { ReactionController } from './projections/reaction.controller.js';
import { KpiController } from './queries/kpi.controller.js';
import { QuarantineController } from './quarantine/quarantine.controller.js';
import { queryControllers } from './queries/query.controllers.js';
import { ReassignmentController } from './ownership/reassignment.controller.js';
import { SessionController } from './session/session.controller.js';
import { KeyController } from './staff/key.controller.js';
import { PersonController } from './staff/person.controller.js';

/** Everything the API answers. */
@Module({})
export class AppModule {
  static over(runtime: Runtime): DynamicModule {
    return {
      module: AppModule,
      imports: [IntakeModule.with({ useFactory: () => intakeSetup(runtime) })],
      providers: [
        { provide: RUNTIME, useValue: runtime },
        { provide: ImportDesk, useFactory: () => new ImportDesk(runtime) },
      ],
      controllers: [
        CommandController,
        CompanyController,
        IdentityController,
        KeyController,
        DryRunController,
        FileController,
        ImportController,
        KpiController,
        LiveController,
        OperationController,
        PersonController,
        ProjectionController,
        QuarantineController,
        ReactionController,
        ReassignmentController,
        SessionController,
        ...queryControllers,
      ],
    };
  }
}
