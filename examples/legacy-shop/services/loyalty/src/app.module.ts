import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller';
import { AccountsService } from './accounts/accounts.service';
import { PaidOrders } from './accounts/paid-orders';
import { PrismaService } from './prisma.service';

@Module({
  controllers: [AccountsController],
  providers: [AccountsService, PaidOrders, PrismaService],
})
export class AppModule {}
