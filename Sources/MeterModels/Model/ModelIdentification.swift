public import ModbusProtocol

/// What a device tells about itself through functions 43/14 and 17.
public struct ModelIdentification: Hashable, Sendable {
    /// How much of function 43/14 there is; nil: none.
    public var conformity: IdentificationConformity?
    /// The objects of function 43/14, ascending by number; text as bytes of ISO 8859-1.
    public var objects: [Object] = []
    /// The identifier that function 17 begins with.
    public var serverID: [UInt8] = []
    /// What function 17 adds behind the run indicator.
    public var serverAdditional: [UInt8] = []

    /// Tells nothing.
    public init() {}

    /// One object of function 43/14.
    public struct Object: Hashable, Sendable {
        /// Its number: 0 vendor, 1 product code, 2 revision, 3 URL, 4 product, 5 model,
        /// 6 application, 80h and above private.
        public let id: UInt8
        /// What it says.
        public let bytes: [UInt8]

        /// An object.
        public init(id: UInt8, bytes: [UInt8]) {
            self.id = id
            self.bytes = bytes
        }
    }

    /// One object, nil when the device has none of that number.
    public func object(_ id: UInt8) -> [UInt8]? {
        objects.first { $0.id == id }?.bytes
    }
}
