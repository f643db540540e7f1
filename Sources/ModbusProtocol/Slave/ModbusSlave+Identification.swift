extension ModbusSlave {
    /// The bytes of a 43/14 response before its first object.
    private static let identificationHeader = 7
    /// The MEI type of read device identification.
    private static let deviceIdentification: UInt8 = 0x0E

    /// Function 17 (section 6.13): byte count, identifier, run indicator, additional data.
    func reportServerID(
        _ request: SlaveRequest,
        _ device: inout some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        guard request.count == 1 else { return .refused(.illegalDataValue) }
        let start = output.count
        output.append(request.function.rawValue)
        output.append(0)
        device.appendServerID(into: &output)
        output.truncate(to: start + Self.maximumPDU)
        guard output.count >= start + 2 else { return .refused(.serverDeviceFailure) }
        output[start + 1] = UInt8(truncatingIfNeeded: output.count - start - 2)
        return .done
    }

    /// Function 43 (sections 6.19 to 6.21): only MEI type 14 is there, all others are 01.
    func transportEncapsulated(
        _ request: SlaveRequest,
        _ device: some ModbusDevice,
        _ output: inout [UInt8]
    ) -> SlaveOutcome {
        guard request.count >= 2 else { return .refused(.illegalDataValue) }
        guard request.byte(at: 1) == Self.deviceIdentification,
            let conformity = request.profile.identification
        else { return .refused(.illegalFunction) }
        let code = request.byte(at: 2)
        guard request.count == 4, (1...4).contains(code) else { return .refused(.illegalDataValue) }
        output.append(contentsOf: [request.function.rawValue, Self.deviceIdentification])
        output.append(contentsOf: [code, conformity.rawValue])
        let object = request.byte(at: 3)
        if code < 4 {
            streamObjects(from: object, level: min(code, conformity.level), device, &output)
            return .done
        }
        guard conformity.hasIndividualAccess else { return .refused(.illegalDataValue) }
        guard Self.isIncluded(object, in: conformity.level),
            let value = device.identificationObject(object)
        else { return .refused(.illegalDataAddress) }
        output.append(contentsOf: [0, 0, 1])
        Self.append(object, value, &output)
        return .done
    }

    /// Stream access: as many objects as fit, from the one asked for, or from the first.
    private func streamObjects(
        from object: UInt8,
        level: UInt8,
        _ device: some ModbusDevice,
        _ output: inout [UInt8]
    ) {
        let objects = device.identificationObjects.filter { Self.isIncluded($0, in: level) }
        let header = output.count
        let end = header - 4 + Self.maximumPDU
        output.append(contentsOf: [0, 0, 0])
        for id in objects[(objects.firstIndex(of: object) ?? 0)...] {
            guard let value = device.identificationObject(id) else { continue }
            guard output.count + 2 + Self.size(of: value) <= end else {
                output[header] = 0xFF
                output[header + 1] = id
                return
            }
            Self.append(id, value, &output)
            output[header + 2] += 1
        }
    }

    /// Basic has the objects 00 to 02, regular 00 to 7F, extended all.
    private static func isIncluded(_ object: UInt8, in level: UInt8) -> Bool {
        switch level {
        case 1: object <= 0x02
        case 2: object <= 0x7F
        default: true
        }
    }

    /// The length of an object, cut so that it fits a response of its own.
    private static func size(of value: [UInt8]) -> Int {
        min(value.count, maximumPDU - identificationHeader - 2)
    }

    private static func append(_ id: UInt8, _ value: [UInt8], _ output: inout [UInt8]) {
        let size = size(of: value)
        output.append(id)
        output.append(UInt8(truncatingIfNeeded: size))
        output.append(contentsOf: value.prefix(size))
    }
}
