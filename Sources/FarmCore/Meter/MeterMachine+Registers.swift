internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Appends the words from one address to another: registers from the meter's state, and what
    /// the model answers in gaps.
    ///
    /// - Parameter registers: ascending, from the first that ends behind `start`.
    /// - Returns: whether one of them shows the clock, which does not keep to the refresh grid.
    func append(
        _ registers: ArraySlice<CompiledRegister>,
        from start: Int,
        to end: Int,
        of map: ModbusMap,
        at now: Instant,
        into output: inout [UInt8]
    ) -> Bool {
        var next = start
        var showsClock = false
        for register in registers {
            guard register.address < end else { break }
            appendGap(from: next, to: Int(register.address), map.rules, into: &output)
            if register.flags.contains(.readable) {
                let before = output.count
                append(register, map, at: now, into: &output)
                if register.source.showsClock { showsClock = true }
                if register.end > end || register.address < start {
                    trim(&output, from: before, register, to: start..<end)
                }
            } else {
                appendGap(from: next, to: min(register.end, end), map.rules, into: &output)
            }
            next = register.end
        }
        appendGap(from: next, to: end, map.rules, into: &output)
        return showsClock
    }

    private func appendGap(
        from start: Int,
        to end: Int,
        _ rules: MapRules,
        into output: inout [UInt8]
    ) {
        guard end > start else { return }
        let gap = rules.holes.exception == nil ? rules.holes : rules.unmapped
        let filler: UInt8 = gap == .ones ? 0xFF : 0
        output.append(contentsOf: repeatElement(filler, count: 2 * (end - start)))
    }

    /// Takes back what a request that cuts a register does not want of it.
    private func trim(
        _ output: inout [UInt8],
        from before: Int,
        _ register: CompiledRegister,
        to wanted: Range<Int>
    ) {
        let behind = 2 * max(register.end - wanted.upperBound, 0)
        output.removeLast(min(behind, output.count - before))
        let front = 2 * max(wanted.lowerBound - Int(register.address), 0)
        output.removeSubrange(before..<min(before + front, output.count))
    }

    /// Appends the words of one whole register.
    func append(
        _ register: CompiledRegister,
        _ map: ModbusMap,
        at now: Instant,
        into output: inout [UInt8]
    ) {
        switch register.source {
        case .quantity(let quantity):
            if register.flags.contains(.fourQuadrant) {
                register.append(unfoldedPowerFactor(quantity), into: &output)
            } else if register.flags.contains(.coded) {
                let code = value(of: quantity).map { map.code(of: $0, in: register) }
                register.append(code, into: &output)
            } else if let scale = map.ratioScale(of: register)?.band(ratios)?.compiled {
                register.append(value(of: quantity), scale: scale, into: &output)
            } else {
                register.append(value(of: quantity), into: &output)
            }
        case .setting(let index):
            register.append(
                setting: model.settings[index].code(of: settings[index]),
                into: &output
            )
        case .serialNumber(.text): map.append(text: serialNumber, to: register, into: &output)
        case .serialNumber(let part):
            register.append(plain: part.value(of: serialNumber), into: &output)
        case .clock(let field): register.append(plain: clock(field, at: now), into: &output)
        case .loadCurve(.command):
            register.append(plain: Int64(loadCurveCommand), into: &output)
        case .commandInterface(let part):
            register.append(plain: dialogue?.value(of: part) ?? 0, into: &output)
        case .dateTime: appendDateTime(register, at: now, into: &output)
        case .loadCurve(.block): appendLoadCurve(words: Int(register.words), into: &output)
        default: map.appendFixed(register, into: &output)
        }
    }

    /// A power factor, beyond 1 where the current leads; its sign is that of the active power.
    private func unfoldedPowerFactor(_ quantity: Quantity) -> Int64? {
        guard case .powerFactor(let channel) = quantity, let factor = value(of: quantity) else {
            return nil
        }
        let power = value(of: .power(.active, channel, .primary)) ?? 0
        let leads = value(of: .powerFactorSector(channel)) == 2
        let size = leads ? 2_000_000 - abs(factor) : abs(factor)
        return power < 0 ? -size : size
    }

    /// The state of a coil or discrete input.
    func state(of bit: CompiledBit) -> Bool {
        switch bit.source {
        case .constant(let state): state
        case .partialRuns(let selection): registers.isRunning(selection)
        case .quantityBit(let quantity, let place):
            (value(of: quantity) ?? 0) >> Int64(min(place, 63)) & 1 == 1
        }
    }
}
