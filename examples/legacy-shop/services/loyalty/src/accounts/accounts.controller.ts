import { Controller, Get, Param } from '@nestjs/common';
import { AccountsService } from './accounts.service';

@Controller('accounts')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get(':customerId')
  get(@Param('customerId') customerId: string) {
    return this.accounts.get(customerId);
  }
}
