/// Something that a master asks a device to keep or to do.
public enum MBusCommand: Hashable, Sendable {
    /// CI 51 with `01 7A aa`: the primary address, 0 to 250.
    case setPrimaryAddress(UInt8)
    /// CI 51 with `07 79` and eight bytes: the whole secondary address.
    case setSecondaryAddress(SecondaryAddress)
    /// CI 51 with `0C 79` and four bytes: the identification alone.
    case setIdentification(IdentificationNumber)
    /// CI 50, with its subcode where there is one.
    case applicationReset(UInt8?)
    /// CI 54: freeze the current values to storage 1.
    case synchronise
    /// CI B8 to BF: the speed of the line in bits per second, from behind the acknowledgement on.
    case setBaudRate(Int)
    /// CI 51 with any other records.
    case write([DataRecord])
}
