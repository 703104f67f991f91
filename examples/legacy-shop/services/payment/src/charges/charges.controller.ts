import { Body, Controller, Post } from '@nestjs/common';
import { ChargesService } from './charges.service';

export interface ChargeRequest {
  customerId: string;
  amount: number;
}

@Controller('charges')
export class ChargesController {
  constructor(private readonly charges: ChargesService) {}

  @Post()
  create(@Body() request: ChargeRequest) {
    return this.charges.charge(request);
  }
}
