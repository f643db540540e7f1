extension MBusSlave {
    /// On which way a frame reaches the slave.
    enum Route: Hashable {
        /// By its own address or 254.
        case primary
        /// By 253, while it is selected.
        case selected
        /// By 255: it obeys, and does not answer.
        case broadcast
    }

    /// The memory of a way; 255 shares that of the primary address.
    subscript(route: Route) -> SlaveChannel {
        get { route == .selected ? secondary : primary }
        set {
            if route == .selected { secondary = newValue } else { primary = newValue }
        }
    }

    /// How an address reaches this slave; nil when it does not.
    ///
    /// 251 and 252 reach nobody.
    func route(of address: UInt8, _ device: some MBusDevice) -> Route? {
        switch address {
        case 0...250: address == device.primaryAddress ? .primary : nil
        case Self.selectedAddress: isSelected ? .selected : nil
        case Self.testAddress: device.linkProfile.answersTestAddress ? .primary : nil
        case Self.broadcastAddress: .broadcast
        default: nil
        }
    }

    /// Whether a selection means this slave; nil when the frame is no selection, or the slave
    /// knows none.
    func selects(_ frame: LinkFrame, _ device: some MBusDevice) -> Bool? {
        guard case .long(let control, Self.selectedAddress, let ci, let data) = frame,
            control.function == .sendUserData,
            ci == ControlInformation.selectSlave
                || ci == ControlInformation.selectSlaveHighByteFirst
        else { return nil }
        let profile = device.linkProfile
        guard profile.acceptsSecondary else { return nil }
        let highByteFirst = ci == ControlInformation.selectSlaveHighByteFirst
        guard let pattern = SecondaryAddressPattern(selection: data, highByteFirst: highByteFirst)
        else { return false }
        if pattern.fabrication != nil, !profile.enhancedSelection { return false }
        return pattern.matches(device.secondaryAddress, fabrication: device.fabricationNumber)
    }
}

extension MBusSlave {
    /// Whether a frame makes a difference to the slave: it is for it, or a selection, which may
    /// end its own.
    public func heeds(_ frame: LinkFrame, device: some MBusDevice) -> Bool {
        guard let address = frame.address else { return false }
        return selects(frame, device) != nil || route(of: address, device) != nil
    }
}
