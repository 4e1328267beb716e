# Moving tensors between types. Numbers that name a dtype: 5 float16, 6 float32, 15 bfloat16.

class M(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # bytes [n] uint8 -> a tensor of its own memory; spec = [dtype of the bytes, dtype of the result, shape...]
  def from_bytes(self: __torch__.M, bytes: Tensor, spec: Tensor) -> Tensor:
    stored = int(spec[0].item())
    wanted = int(spec[1].item())
    shape : List[int] = []
    for i in range(2, spec.size(0)):
      shape.append(int(spec[i].item()))
    x = torch.view_copy(bytes, dtype=stored)
    return torch.view(torch.to(x, wanted), shape)

  # a contiguous tensor -> its bytes [n] uint8, in its own type
  def to_bytes(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.view_copy(torch.view(torch.contiguous(x), [-1]), dtype=0)

  def cast(self: __torch__.M, x: Tensor, spec: Tensor) -> Tensor:
    return torch.to(x, int(spec[0].item()))

  def scaled(self: __torch__.M, x: Tensor, factor: float) -> Tensor:
    return torch.mul(x, factor)

  def contiguous(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.contiguous(x)

  # x [n, in], w [out, in] of any type -> x w' [n, out] float32
  def apply(self: __torch__.M, x: Tensor, w: Tensor) -> Tensor:
    return torch.linear(x, torch.to(w, 6))

  def copy(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.clone(torch.detach(x))

  # a copy of x on the device of like, in its own type and without gradient history
  def copy_to(self: __torch__.M, x: Tensor, like: Tensor) -> Tensor:
    return torch.to(torch.detach(x), like.device, x.dtype, False, True)

  def overwrite(self: __torch__.M, target: Tensor, source: Tensor) -> Tensor:
    return torch.copy_(target, source)

  # one element where a backward pass from x reaches a leaf, else none
  def tracked(self: __torch__.M, x: Tensor) -> bool:
    return x.requires_grad

  # sum over i of <xs[i], gs[i]>, in float32
  def inner(self: __torch__.M, unused: Tensor, xs: List[Tensor], gs: List[Tensor]) -> Tensor:
    total = torch.sum(torch.to(xs[0] * gs[0], 6))
    for i in range(1, torch.len(xs)):
      total = total + torch.sum(torch.to(xs[i] * gs[i], 6))
    return total

  # L2 norm over all elements of all tensors, in float32
  def norm(self: __torch__.M, xs: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(xs)))

  def zero(self: __torch__.M, xs: List[Tensor]) -> Tensor:
    torch._foreach_zero_(xs)
    return xs[0]
