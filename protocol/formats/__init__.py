"""The formats in which firmware and flash travel as files: bytes in, frozen types out, and back."""
