import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { TerminusModule } from '@nestjs/terminus';
import { ChargesController } from './charges/charges.controller';
import { ChargesService } from './charges/charges.service';
import { HealthController } from './health/health.controller';

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true }), HttpModule.register({ timeout: 3000, maxRedirects: 0 }), TerminusModule],
  controllers: [ChargesController, HealthController],
  providers: [ChargesService],
})
export class AppModule {}
