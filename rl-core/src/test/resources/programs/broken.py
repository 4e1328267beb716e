# A program that does not compile, for ProgramTest.

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def run(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.no_such_operation(x)
